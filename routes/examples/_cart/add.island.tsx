// A button that puts a product into the cart. Without a script it is a form.
import type { Signal } from '@preact/signals'
import type { TargetedSubmitEvent } from 'preact'
import { useState } from 'preact/hooks'
import { href } from 'vial'
import { type Cart, type ProductId, addToCart } from './products.ts'
import { sendChange } from './send-change.ts'

export interface AddProps {
  /** Shared with every other island of the page that was given the same signal. */
  cart: Signal<Cart>
  id: ProductId
  name: string
}

export default function Add({ cart, id, name }: AddProps) {
  const [isLost, setLost] = useState(false)
  const count = cart.value[id] ?? 0

  async function add(event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    cart.value = addToCart(cart.value, id)
    const isKept = await sendChange(form)
    setLost(!isKept)
    if (!isKept) cart.value = { ...cart.value, [id]: Math.max(0, (cart.value[id] ?? 0) - 1) }
  }

  return (
    <form method="post" action={href('/examples/cart/items')} onSubmit={add}>
      <input type="hidden" name="add" value={id} />
      <button type="submit" class="button" aria-label={`Add ${name}`}>
        Add
      </button>
      <span class="cart-count">{count > 0 && `${count} in the cart`}</span>
      {isLost && <p role="alert">That could not be kept. Try again.</p>}
    </form>
  )
}
