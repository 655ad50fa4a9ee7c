import mixpanel from 'mixpanel-browser';
mixpanel.init('tk123', {api_host: location.origin, batch_requests: false, api_payload_format:'base64', ignore_dnt:true});
mixpanel.track_pageview(); mixpanel.track('add_to_cart',{value:19.99,currency:'EUR'});
