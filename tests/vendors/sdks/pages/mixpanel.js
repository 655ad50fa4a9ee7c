import mixpanel from 'mixpanel-browser';
mixpanel.init('tk123', {api_host: location.origin, persistence:'localStorage', batch_requests: true, record_sessions_percent:0, ignore_dnt:true});
mixpanel.track_pageview(); mixpanel.track('add_to_cart',{value:19.99,currency:'EUR'}); mixpanel.identify('u7'); mixpanel.people.set({plan:'gold'});
