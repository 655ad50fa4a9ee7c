import { ApplicationInsights } from '@microsoft/applicationinsights-web';
const ai = new ApplicationInsights({config:{instrumentationKey:'11111111-2222-3333-4444-555555555555', endpointUrl: location.origin+'/v2/track', maxBatchInterval:300, disableFetchTracking:true, disableAjaxTracking:true}});
ai.loadAppInsights(); ai.trackPageView({name:'Home'}); ai.trackEvent({name:'add_to_cart', properties:{currency:'EUR'}, measurements:{value:19.99}}); ai.flush();
