// The content of the cart and its total price, updated whenever the signal changes.
import type { Signal } from '@preact/signals'
import type { TargetedSubmitEvent } from 'preact'
import { useState } from 'preact/hooks'
import { href } from 'vial'
import { type Cart, formatPrice, products } from './products.ts'
import { sendChange } from './send-change.ts'

export default function Total({ cart }: { cart: Signal<Cart> }) {
  const lines = products
    .map(({ id, name, price }) => ({ id, name, count: cart.value[id] ?? 0, price }))
    .filter(({ count }) => count > 0)
  const items = lines.reduce((sum, { count }) => sum + count, 0)
  const total = lines.reduce((sum, { count, price }) => sum + count * price, 0)

  const [isEmptying, setEmptying] = useState(false)

  async function empty(event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    const before = cart.value
    cart.value = {}
    setEmptying(true)
    if (!(await sendChange(form))) cart.value = before
    setEmptying(false)
  }

  return (
    <div class="cart-total" aria-busy={isEmptying}>
      <p aria-live="polite" aria-atomic="true">
        {items === 0 ? (
          'Your cart is empty.'
        ) : (
          <>
            {items === 1 ? '1 item' : `${items} items`}, <strong>{formatPrice(total)}</strong>
          </>
        )}
      </p>
      {items > 0 && (
        <>
          <ul>
            {lines.map(({ id, name, count }) => (
              <li key={id}>
                {count} × {name}
              </li>
            ))}
          </ul>
          <form method="post" action={href('/examples/cart/items')} onSubmit={empty}>
            <input type="hidden" name="empty" value="yes" />
            <button type="submit" class="button button-quiet">
              Empty the cart
            </button>
          </form>
        </>
      )}
    </div>
  )
}
