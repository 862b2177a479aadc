// The page for URLs that match no route.
import type { ErrorProps } from 'vial'
import './_site/errors.css'
import { Mark } from './_site/mark.tsx'
import { WayBack } from './_site/way-back.tsx'

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
      <WayBack pathname={url.pathname} />
    </section>
  )
}
