// Changes the cart in the session, for forms and for islands that send the same data with fetch().
import * as v from 'valibot'
import { type Context, href, redirect } from 'vial'
import { type ProductId, addToCart, products } from '../_cart/products.ts'

const ids: readonly ProductId[] = products.map(({ id }) => id)

const ChangeSchema = v.union([v.object({ add: v.picklist(ids) }), v.object({ empty: v.literal('yes') })])

export async function POST(ctx: Context<'/examples/cart/items'>) {
  const form = await ctx.form(ChangeSchema)
  if (!form.ok) return ctx.fail(422, form)
  const { session, request } = ctx
  session.cart = 'add' in form.data ? addToCart(session.cart ?? {}, form.data.add) : {}
  if (request.headers.get('accept')?.startsWith('application/json')) return session.cart
  return redirect(href('/examples/cart'))
}
