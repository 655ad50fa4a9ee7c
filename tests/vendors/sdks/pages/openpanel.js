import { OpenPanel } from '@openpanel/web';
const o = new OpenPanel({clientId:'c1', apiUrl: location.origin, trackScreenViews:true});
o.track('add_to_cart',{value:19.99,currency:'EUR'});
