// The page for errors without a more specific error page.
import type { ErrorProps } from 'vial'
import './_site/errors.css'
import { WayBack } from './_site/way-back.tsx'

export const head = { title: 'Error' }

export default function AnyError({ error, status, requestId, url }: ErrorProps) {
  return (
    <section class="error-page">
      <p class="error-status">{status}</p>
      <h1>{status >= 500 ? 'Something went wrong' : 'We couldn’t process that request'}</h1>
      <p>{error.message}</p>
      <WayBack pathname={url.pathname} />
      <p class="error-id">
        Request <code>{requestId}</code>
      </p>
    </section>
  )
}
