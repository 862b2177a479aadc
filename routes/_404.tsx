// The page for URLs that match no route.
import { type ErrorProps, href } from 'vial'
import './_site/errors.css'
import { Mark } from './_site/mark.tsx'

export const head = { title: 'Page not found' }

export default function NotFound({ error, url }: ErrorProps) {
  return (
    <section class="error-page">
      <Mark size={88} empty />
      <p class="error-status">404</p>
      <h1>Page not found</h1>
      <p>{error.message}</p>
      <p class="error-address">
        <code>{url.pathname}</code>
      </p>
      <p>
        <a class="button" href={href('/')} data-no-prefetch>
          Go to the home page
        </a>
      </p>
    </section>
  )
}
