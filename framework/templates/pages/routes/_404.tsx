// The page for URLs that match no route.
import { type ErrorProps, href } from 'vial'

export const head = { title: 'Page not found' }

export default function NotFound({ error }: ErrorProps) {
  return (
    <>
      <h1>Page not found</h1>
      <p>{error.message}</p>
      <p>
        <a href={href('/')}>Go to the home page</a>
      </p>
    </>
  )
}
