// A URL without a language leads to the one that the visitor prefers. All pages below have one.
import { type Context, type Middleware, redirect } from 'vial'
import { findPreferredLanguage } from '../../_languages/preferred-language.ts'
import { toRoomPath } from '../../_languages/room-pages.ts'

const chooseLanguage: Middleware = (ctx, next) => {
  const { lang } = ctx.params as Context<'/examples/languages/[[lang=locale]]'>['params']
  // The route of an unmatched URL is empty: the answer to /examples/languages/fr is 404.
  if (lang || ctx.route === '') return next()
  // Another visitor may be led elsewhere. The pages themselves are the same for everyone, and are cached.
  ctx.headers.append('vary', 'Accept-Language, Cookie')
  ctx.headers.set('cache-control', 'private, no-cache')
  return redirect(toRoomPath(ctx.route.endsWith('/events') ? 'events' : 'home', findPreferredLanguage(ctx)))
}

export default chooseLanguage
