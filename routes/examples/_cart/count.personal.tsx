// The number of things in the visitor's cart, also on pages that are the same for all visitors.
import { type Context, type PersonalProps, personal } from 'vial'

export function loader({ session }: Context) {
  return { count: Object.values(session.cart ?? {}).reduce((sum, number) => sum + number, 0) }
}

export default personal(({ data }: PersonalProps<typeof loader>) => (
  <span data-testid="cart-count">{data.count === 1 ? '1 thing' : `${data.count} things`}</span>
))
