import mParticle from '@mparticle/web-sdk';
window.mParticle = mParticle;
mParticle.init('us1-abc', {isDevelopmentMode:true, requestConfig:false, v1SecureServiceUrl: location.host+'/webevents/v1/JS/', v2SecureServiceUrl: location.host+'/webevents/v2/JS/', v3SecureServiceUrl: location.host+'/webevents/v3/JS/', identityUrl: location.host+'/identity/v1/', forceHttps:false, kits:{}, kitConfigs:[], flags:{eventsV3:'100', eventBatchingIntervalMillis:'300'}, workspaceToken:'wt', logLevel:'verbose'});
mParticle.ready(()=>{ mParticle.logPageView('home'); mParticle.logEvent('add_to_cart', mParticle.EventType.Other, {value:19.99,currency:'EUR'}); });
