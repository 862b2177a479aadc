// Any error without a page of its own.
import type { ErrorProps } from 'vial'
import './_site/errors.css'

export const head = { title: 'An error' }

export default function AnyError({ error, status, requestId }: ErrorProps) {
  return (
    <section class="error-page">
      <p class="error-status">{status}</p>
      <h1>{status >= 500 ? 'That did not work' : 'That is not possible'}</h1>
      <p>{error.message}</p>
      <p class="error-id">
        Request <code>{requestId}</code>
      </p>
    </section>
  )
}
