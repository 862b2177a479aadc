// A cart: islands in several places share a signal, and the session stores the content.
import { signal } from '@preact/signals'
import { type Context, type Hydration, type PageProps, href } from 'vial'
import { SourceFiles } from '../../_site/source-files.tsx'
import Add from '../_cart/add.island.tsx'
import addSource from 'virtual:source/routes/examples/_cart/add.island.tsx?source'
import { type Cart, type ProductId, formatPrice, products } from '../_cart/products.ts'
import sendSource from 'virtual:source/routes/examples/_cart/send-change.ts?source'
import Total from '../_cart/total.island.tsx'
import totalSource from 'virtual:source/routes/examples/_cart/total.island.tsx?source'
import pageSource from 'virtual:source/routes/examples/cart/index.tsx?source'
import itemsSource from 'virtual:source/routes/examples/cart/items.ts?source'
import './cart.css'

export function loader({ session }: Context<'/examples/cart'>) {
  return { cart: session.cart ?? {} }
}

export const head = {
  title: 'A cart',
  meta: [{ name: 'description', content: 'Islands in different places share one signal.' }],
}

/** Each button has another hydration strategy, to show that all of them work together. */
const strategies: Record<ProductId, Hydration> = {
  vial: 'load',
  cork: 'idle',
  amber: 'visible',
  label: 'interaction',
}

export default function CartPage({ data }: PageProps<'/examples/cart'>) {
  const cart = signal<Cart>(data.cart)
  return (
    <>
      <h1>A cart</h1>
      <p class="lead">
        The buttons and the total are islands: five small parts of this page that run in your browser. The
        rest is HTML. Without JavaScript, they are forms that change the same cart.
      </p>
      <section class="cart" aria-labelledby="cart-title">
        <h2 id="cart-title">Your cart</h2>
        <Total cart={cart} />
      </section>
      <ul class="products">
        {products.map(({ id, name, price }) => (
          <li key={id}>
            <h2>{name}</h2>
            <p>{formatPrice(price)}</p>
            <Add cart={cart} id={id} name={name} hydrate={strategies[id]} />
            <p class="products-note">
              hydrates on <code>{strategies[id]}</code>
            </p>
          </li>
        ))}
      </ul>
      <SourceFiles files={files}>
        <p>
          The page creates a signal and passes it to each island. In the browser, they share it again,
          whichever hydrates first.
        </p>
        <p>
          The endpoint answers forms with a redirect and islands with JSON. The session is a cookie, so the
          islands send one change after the other.
        </p>
        <p>
          <a href={href('/docs/islands')}>More about islands</a>
        </p>
      </SourceFiles>
    </>
  )
}

const files = [pageSource, addSource, totalSource, sendSource, itemsSource]
