// Describes JSX that a handler returns: what the source shows and what a request shows is the same sentence.

/** What is wrong with JSX as the result of a handler, and what to do. */
export const returnedJsx =
  'a handler returns this JSX, which is sent as JSON and not as HTML. Export the component as default, and return its data from loader.'
