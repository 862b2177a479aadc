// Logs out. This is a POST, because a link could be followed by mistake.
import { type Context, href, redirect } from 'vial'
import { logout } from '../_accounts/accounts.ts'

export function POST(ctx: Context<'/examples/accounts/logout'>) {
  logout(ctx)
  return redirect(href('/examples/accounts'))
}
