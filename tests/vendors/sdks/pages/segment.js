import { AnalyticsBrowser } from '@segment/analytics-next';
const a = AnalyticsBrowser.load({writeKey:'wk123', cdnURL: location.origin, cdnSettings:{integrations:{'Segment.io':{apiKey:'wk123', apiHost: location.host+'/v1', protocol:'http'}}}},{});
a.page(); a.track('add_to_cart',{value:19.99,currency:'EUR',products:[{product_id:'A'}]}); a.identify('u7',{plan:'gold'});
