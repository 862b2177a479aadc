// The route file of the home page, shown on the home page.
import { href } from 'vial'
import { SourceFiles } from '../_site/source-files.tsx'

export function Source({ code }: { code: string }) {
  return (
    <div class="site-width">
      <SourceFiles files={[{ file: 'routes/index.tsx', code }]}>
        <p>
          This is <code>routes/index.tsx</code>, complete. It answers <code>/</code> because of its name.
        </p>
        <ul class="source-points">
          <li>
            <strong>loader</strong> runs before the page. What it returns is the <code>data</code> of the
            component, with its type.
          </li>
          <li>
            <strong>POST</strong> answers the form above. A wrong name renders the page again with 422 and the
            errors; a good one is kept, and the browser is sent back with 303.
          </li>
          <li>
            <strong>head</strong> is the title and the description.
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
