// Forgets the visitor: the session ends, and the browser drops its cookie.
import { type Context, href, redirect } from 'vial'

export function POST(ctx: Context<'/forget'>) {
  ctx.session.destroy()
  ctx.flash('success', 'All forgotten. The counter begins again.')
  return redirect(href('/', {}, { hash: 'you' }))
}
