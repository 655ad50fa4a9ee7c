import posthog from 'posthog-js';
posthog.init('phc_test123', {api_host: location.origin+'/ph', capture_pageview:true, request_batching:false, disable_compression:true, autocapture:false, disable_session_recording:true, opt_out_useragent_filter:true, disable_external_dependency_loading:true});
posthog.capture('add_to_cart',{value:19.99,currency:'EUR'});
