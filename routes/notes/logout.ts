// Logging out. A form posts here; a link could be followed by mistake.
import { type Context, href, redirect } from 'vial'

export function POST(ctx: Context<'/notes/logout'>) {
  ctx.session.destroy()
  ctx.flash('success', 'You are logged out.')
  return redirect(href('/notes/login'))
}
