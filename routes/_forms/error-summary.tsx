// The errors of a form, above it, with links to the fields.
import type { SentForm } from 'vial'

export function ErrorSummary({ errors }: Pick<SentForm, 'errors'>) {
  if (!errors) return null
  return (
    // Focused when the page opens, so that screen readers announce the errors.
    <div class="error-summary" role="alert" tabIndex={-1} autofocus aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">There is a problem</h2>
      <ul>
        {Object.entries(errors).map(([name, messages]) => (
          <li key={name}>{name ? <a href={`#${name}`}>{messages.join(' ')}</a> : messages.join(' ')}</li>
        ))}
      </ul>
    </div>
  )
}
