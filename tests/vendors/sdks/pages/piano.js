import { pianoAnalytics } from 'piano-analytics-js';
pianoAnalytics.setConfigurations({site:598308, collectDomain: location.origin, enableUTMTracking:false});
pianoAnalytics.sendEvent('page.display',{page:'home'}); pianoAnalytics.sendEvent('product.add_to_cart',{product_id:'A',cart_currency:'EUR',value:19.99});
