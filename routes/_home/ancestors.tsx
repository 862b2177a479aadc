// Vial in a minute, for people who come from somewhere.
import type { ComponentChildren } from 'preact'
import { href } from 'vial'

export function Ancestors() {
  return (
    <section class="ancestors site-width" aria-labelledby="ancestors-title">
      <h2 id="ancestors-title">If you come from …</h2>
      <dl>
        <Ancestor name="Flask">
          You know the session, flash messages and <code>g</code>. Here they are <code>ctx.session</code>,{' '}
          <code>ctx.flash()</code> and <code>ctx.locals</code>, and a view function becomes a file.
        </Ancestor>
        <Ancestor name="Fresh">
          You know <code>routes/</code>, <code>_app</code>, <code>_layout</code>, <code>_middleware</code> and
          Preact. Vial runs them on Node.js, as a plugin of Vite.
        </Ancestor>
        <Ancestor name="HonoX">
          You know file routes on top of Vite, and one context for everything. Here a page is a plain
          component, and its data comes from a loader.
        </Ancestor>
        <Ancestor name="Astro">
          You know pages that are files and send no script. Here every page is rendered for its visitor, and
          written in TSX.
        </Ancestor>
        <Ancestor name="SvelteKit">
          You know load functions, form actions and error pages that are found upwards. Here{' '}
          <code>loader</code>, <code>POST</code> and the page share one file.
        </Ancestor>
        <Ancestor name="Anywhere else">
          You know how to write a function and how to name a file. That is enough for the{' '}
          <a href={href('/docs/get-started')}>first page</a>.
        </Ancestor>
      </dl>
    </section>
  )
}

function Ancestor({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
