import { init, track } from '@plausible-analytics/tracker';
init({domain:'shop.example', endpoint: location.origin+'/api/event', captureOnLocalhost:true});
track('add_to_cart',{props:{plan:'gold'}, revenue:{amount:19.99,currency:'EUR'}});
