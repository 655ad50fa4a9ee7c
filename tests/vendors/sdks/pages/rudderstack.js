import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';
const r = new RudderAnalytics();
r.load('wk123', location.origin, {configUrl: location.origin+'/rudderconfig', pluginsSDKBaseURL: location.origin+'/none', loadIntegration:false});
r.page('Home'); r.track('add_to_cart',{value:19.99,currency:'EUR',products:[{product_id:'A'}]});
