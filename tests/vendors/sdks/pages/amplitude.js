import * as amp from '@amplitude/analytics-browser/lib/scripts/amplitude-min.js';
const a = window.amplitude || amp.default || amp;
a.init('0123456789abcdef0123456789abcdef', {serverUrl: location.origin+'/2/httpapi', flushIntervalMillis:300, autocapture:{pageViews:true,elementInteractions:false,sessions:false}, remoteConfig:{fetchRemoteConfig:false}, fetchRemoteConfig:false});
a.track('add_to_cart',{value:19.99,currency:'EUR'}); a.flush();
