import { jitsuAnalytics } from '@jitsu/js';
const j = jitsuAnalytics({host: location.origin, writeKey:'wk:secret'});
j.page('Home'); j.track('add_to_cart',{value:19.99,currency:'EUR'});
