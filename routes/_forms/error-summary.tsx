// The errors of a form, above it, with links to the fields.
import type { SentForm } from 'vial'

/** `action`: as for the fields that it links to. */
export function ErrorSummary({ errors, action }: Pick<SentForm, 'errors' | 'action'>) {
  if (!errors) return null
  return (
    // Focused when the page opens, so that screen readers announce the errors.
    <div class="error-summary" role="alert" tabIndex={-1} autofocus aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">There is a problem</h2>
      <ul>
        {Object.entries(errors).map(([name, messages]) => (
          <li key={name}>
            {name ? (
              <a href={`#${action === undefined ? name : `${action}-${name}`}`}>{messages.join(' ')}</a>
            ) : (
              messages.join(' ')
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
