import { newTracker, trackPageView, trackStructEvent, trackSelfDescribingEvent } from '@snowplow/browser-tracker';
newTracker('sp', location.origin, {appId:'shop', bufferSize:1, discoverRootDomain:true});
trackPageView(); trackStructEvent({category:'Ecommerce',action:'add_to_cart',label:'MUG-1',value:19.99});
trackSelfDescribingEvent({event:{schema:'iglu:com.acme/add_to_cart/jsonschema/1-0-0',data:{value:19.99}}});
