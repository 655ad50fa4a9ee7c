import ga4mp from '@analytics-debugger/ga4mp';
const g = ga4mp(['G-DEMO12345'],{user_id:undefined, non_personalized_ads:true, debug:false});
g.trackEvent('page_view'); g.trackEvent('add_to_cart',{value:19.99,currency:'EUR',items:[{item_id:'A',item_name:'Mug',price:19.99,quantity:1}]});
