// The source of the home page, shown on that page.
import { href } from 'vial'
import { type SourceFile, SourceFiles } from '../_site/source-files.tsx'

export function Source({ source }: { source: SourceFile }) {
  return (
    <div class="site-width">
      <SourceFiles files={[source]}>
        <p>
          This is the complete <code>routes/index.tsx</code>. Its name makes it answer <code>/</code>.
        </p>
        <ul class="source-points">
          <li>
            <strong>loader</strong> runs before the component. It returns the component’s <code>data</code>,
            with its type.
          </li>
          <li>
            <strong>POST</strong> handles the form above. If the name is invalid, the page renders again with
            status 422 and the errors. If it is valid, it is saved, and the browser is redirected with 303.
          </li>
          <li>
            <strong>head</strong> sets the title and the description.
          </li>
          <li>
            <strong>default</strong> is the page. It runs on the server only.
          </li>
        </ul>
        <p>
          <a href={href('/docs/forms-and-sessions')}>More about forms and sessions</a>
        </p>
      </SourceFiles>
    </div>
  )
}
