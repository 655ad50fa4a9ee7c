import { createInstance } from '@adobe/alloy';
const alloy = createInstance({name:'alloy'});
alloy('configure',{datastreamId:'ebebf826-a01f-4458-8cec-ef61de241c93', orgId:'ADB3LETTERSANDNUMBERS@AdobeOrg', edgeDomain: 'edge.adobedc.net', clickCollectionEnabled:false, thirdPartyCookiesEnabled:false});
alloy('sendEvent',{xdm:{eventType:'web.webpagedetails.pageViews', web:{webPageDetails:{name:'home',pageViews:{value:1}}}}});
alloy('sendEvent',{type:'commerce.productListAdds', xdm:{commerce:{productListAdds:{value:1}}, productListItems:[{SKU:'A',quantity:1,priceTotal:19.99,currencyCode:'EUR'}]}});
