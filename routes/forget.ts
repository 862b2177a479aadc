// Destroys the visitor's session and deletes its cookie.
import { type Context, href, redirect } from 'vial'

export function POST(ctx: Context<'/forget'>) {
  ctx.session.destroy()
  ctx.flash('success', 'Your data is gone. The counter starts again.')
  return redirect(href('/', {}, { hash: 'you' }))
}
