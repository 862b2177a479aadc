// Logs out. This is a POST, because a link could be followed by mistake.
import { type Context, href, redirect } from 'vial'
import { logout } from './_accounts.ts'

export function POST(ctx: Context<'/logout'>) {
  logout(ctx)
  ctx.flash('success', 'You are logged out.')
  return redirect(href('/'))
}
