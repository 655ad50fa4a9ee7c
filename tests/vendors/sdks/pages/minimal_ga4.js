import { track } from '@minimal-analytics/ga4';
track('G-DEMO12345', {analyticsEndpoint: location.origin+'/g/collect'});
track('G-DEMO12345', {type:'add_to_cart', event:{'epn.value':19.99,'ep.currency':'EUR'}, analyticsEndpoint: location.origin+'/g/collect'});
