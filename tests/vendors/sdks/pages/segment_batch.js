import { AnalyticsBrowser } from '@segment/analytics-next';
const a = AnalyticsBrowser.load({writeKey:'wk123', cdnURL: location.origin, cdnSettings:{integrations:{'Segment.io':{apiKey:'wk123', apiHost: location.host+'/v1', protocol:'http', deliveryStrategy:{strategy:'batching',config:{size:10,timeout:800}}}}}},{});
a.page(); a.track('add_to_cart',{value:19.99,currency:'EUR'});
