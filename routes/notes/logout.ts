// Logs out. This is a POST, because a link could be followed by mistake.
import { type Context, href, redirect } from 'vial'
import { logout } from './_account/accounts.ts'

export function POST(ctx: Context<'/notes/logout'>) {
  logout(ctx)
  ctx.flash('success', 'You are logged out.')
  return redirect(href('/notes/login'))
}
