import C from 'countly-sdk-web';
const Countly = window.Countly && window.Countly.init ? window.Countly : (C.init? C : C.default || C);
Countly.init({app_key:'k1', url: location.origin, interval:300, ignore_bots:false});
Countly.track_sessions(); Countly.track_pageview('/mug'); Countly.add_event({key:'add_to_cart',count:1,sum:19.99,segmentation:{currency:'EUR'}});
