// The products of the example, and the type of a cart.
export const products = [
  { id: 'vial', name: 'Glass vial', price: 350 },
  { id: 'cork', name: 'Box of corks', price: 480 },
  { id: 'amber', name: 'Amber syrup', price: 1290 },
  { id: 'label', name: 'Roll of labels', price: 620 },
] as const

export type ProductId = (typeof products)[number]['id']

/** The number of each product. */
export type Cart = Partial<Record<ProductId, number>>

export const maxCount = 99

/** Adds one item of a product. */
export function addToCart(cart: Cart, id: ProductId): Cart {
  return { ...cart, [id]: Math.min(maxCount, (cart[id] ?? 0) + 1) }
}

/** Formats a price in cents. */
export function formatPrice(cents: number): string {
  return `€${(cents / 100).toFixed(2)}`
}
