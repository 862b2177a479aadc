// The first minutes with Vial: a picture of them, and the three steps of README.md.
import { steps } from 'virtual:readme'
import { Code } from '../_site/code.tsx'
import { Screenshot } from '../_site/screenshot.tsx'
import CopyCode from '../_site/copy-code.island.tsx'

const texts = [
  ['Add a file', 'Its path is its URL: this page answers /hello/ada. There is nothing to register.'],
  [
    'Give it data',
    'The loader runs on the server before the component renders. Anything you set on the session is saved automatically, in an encrypted cookie.',
  ],
  [
    'Handle a form',
    'A page handles its own form, with a function named after the method. It works without JavaScript.',
  ],
] as const

const picture =
  'Four steps: the file routes/hello/[name].tsx, the page that it becomes, the error page with the line that failed, and the inspector with all routes.'

export function Steps() {
  return (
    <section class="home-section site-width" aria-labelledby="steps-title">
      <h2 id="steps-title">From a file to a page</h2>
      <Screenshot name="first-minute" alt={picture} />
      <ol class="steps">
        {texts.map(([title, text], index) => (
          <li key={title}>
            <div class="step-text">
              <h3>{title}</h3>
              <p>{text}</p>
            </div>
            <Code {...steps[index]!} copy />
          </li>
        ))}
      </ol>
      <p>Parameters, data, forms and links are typed: the dev server generates the types from your files.</p>
      <CopyCode />
    </section>
  )
}
