// A button that adds a product to the cart. Without JavaScript, it submits a form.
import type { Signal } from '@preact/signals'
import type { TargetedSubmitEvent } from 'preact'
import { useState } from 'preact/hooks'
import { href } from 'vial'
import { type Cart, type ProductId, addToCart } from './products.ts'
import { sendChange } from './send-change.ts'

export interface AddProps {
  /** Shared with every other island of the page that gets the same signal. */
  cart: Signal<Cart>
  id: ProductId
  name: string
}

export default function Add({ cart, id, name }: AddProps) {
  const [hasFailed, setFailed] = useState(false)
  const [sending, setSending] = useState(0)
  const count = cart.value[id] ?? 0

  async function add(event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const form = event.currentTarget
    cart.value = addToCart(cart.value, id)
    setSending((number) => number + 1)
    const isSaved = await sendChange(form)
    setSending((number) => number - 1)
    setFailed(!isSaved)
    if (!isSaved) cart.value = { ...cart.value, [id]: Math.max(0, (cart.value[id] ?? 0) - 1) }
  }

  return (
    <form method="post" action={href('/examples/cart/items')} aria-busy={sending > 0} onSubmit={add}>
      <input type="hidden" name="add" value={id} />
      <button type="submit" class="button" aria-label={`Add ${name}`}>
        Add
      </button>
      <span class="cart-count">{count > 0 && `${count} in the cart`}</span>
      {hasFailed && <p role="alert">That could not be saved. Try again.</p>}
    </form>
  )
}
