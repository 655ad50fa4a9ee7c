import * as K from 'keen-tracking';
const Keen = K.default && K.default.default || K.default || K.Keen || window.Keen;
const k = new (typeof Keen==='function'?Keen:(Keen.Keen||window.Keen))({projectId:'p1', writeKey:'w', host: location.host, protocol: 'http'});
k.recordEvent('pageviews',{page:{url:location.href}}); k.recordEvent('add_to_cart',{value:19.99,currency:'EUR'});
