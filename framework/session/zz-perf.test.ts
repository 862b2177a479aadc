import { it } from 'vitest'
import { createSealer } from '/work/main/framework/node/iron-seal.ts'
import { parseSecrets } from '/work/main/framework/session/secret.ts'
import { commitSession, openSession } from '/work/main/framework/session/session.ts'
import { createSessionConfig } from '/work/main/framework/session/session-config.ts'
import { parseCookies, readRawCookie } from '/work/main/framework/http/cookie.ts'
function t(name: string,f: ()=>void,n=20000){ for(let i=0;i<5000;i++)f(); let best=1e9; for(let r=0;r<7;r++){const a=process.hrtime.bigint(); for(let i=0;i<n;i++)f(); best=Math.min(best,Number(process.hrtime.bigint()-a)/n/1000)} console.log(name.padEnd(34),best.toFixed(2),'us')}
it('x',()=>{
 const sealer=createSealer(parseSecrets('kT3vQ8wZr1Lm5XyB0pNs7HdC2fGj9UaE'))
 const config=createSessionConfig({}, {sealer, secure:true, base:'/'})
 const json='{"userId":12345,"name":"Ada","roles":["editor","admin"]}'
 const cookie=sealer.seal(json,3600)
 t('unseal',()=>{sealer.unseal(cookie)})
 t('seal',()=>{sealer.seal(json,3600)})
 t('open',()=>{openSession(config,cookie)})
 t('open+commit unchanged',()=>{commitSession(config,openSession(config,cookie))})
 t('open+write+commit',()=>{const s=openSession(config,cookie); (s.session as any).userId=7; commitSession(config,s)})
 t('open none',()=>{openSession(config,undefined)})
 t('open none+commit',()=>{commitSession(config,openSession(config,undefined))})
 const fake={...config, sealer:{unseal:()=>({json,expiresAt:0,stale:false}), seal:()=>'x'}}
 t('no crypto: open',()=>{openSession(fake,cookie)})
 t('no crypto: open+commit',()=>{commitSession(fake,openSession(fake,cookie))})
 const h=`theme=dark; _ga=GA1.2.123456789.1234567890; __Host-session=${cookie}; lang=de`
 t('readRawCookie',()=>{readRawCookie(h,'__Host-session')})
 t('parseCookies',()=>{parseCookies(h)})
},60000)
