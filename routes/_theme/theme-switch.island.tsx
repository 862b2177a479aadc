// Switches between the light, dark and system theme. Without JavaScript, the buttons submit a form.
import type { TargetedSubmitEvent } from 'preact'
import { useState } from 'preact/hooks'
import { href } from 'vial'
import { type Theme, themes, toColorScheme } from './theme.ts'

export interface ThemeSwitchProps {
  theme: Theme
  /** The path and query of this page, to which the form redirects. */
  page: string
}

export default function ThemeSwitch({ theme, page }: ThemeSwitchProps) {
  const [current, setCurrent] = useState(theme)

  function choose(event: TargetedSubmitEvent<HTMLFormElement>): void {
    const form = event.currentTarget
    const body = new FormData(form, event.submitter)
    const chosen = themes.find((name) => name === body.get('theme'))
    if (!chosen) return
    event.preventDefault()
    setCurrent(chosen)
    showTheme(chosen)
    form.hidePopover()
    // The response does not matter. `keepalive` saves the choice even if the visitor leaves the page now.
    fetch(form.action, { method: 'POST', body, redirect: 'manual', keepalive: true }).catch(() => {
      // Without a connection, the choice applies to this page only.
    })
  }

  return (
    <div class="theme">
      <button type="button" class="theme-button" popovertarget="theme-menu" aria-label="Colours">
        <Icon theme={current} />
      </button>
      <form
        id="theme-menu"
        class="theme-menu"
        popover="auto"
        method="post"
        action={href('/theme')}
        aria-label="Colours"
        onSubmit={choose}
      >
        <input type="hidden" name="page" value={page} />
        {themes.map((name) => (
          <button
            key={name}
            type="submit"
            name="theme"
            value={name}
            aria-pressed={name === current ? 'true' : 'false'}
          >
            <Icon theme={name} />
            {labels[name]}
          </button>
        ))}
      </form>
    </div>
  )
}

function showTheme(theme: Theme): void {
  document.querySelector('meta[name="color-scheme"]')?.setAttribute('content', toColorScheme(theme))
}

const labels: Record<Theme, string> = { light: 'Light', dark: 'Dark', system: 'System' }

const paths: Record<Theme, string> = {
  light:
    'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M4.9 4.9l1.8 1.8M17.3 17.3l1.8 1.8M4.9 19.1l1.8-1.8M17.3 6.7l1.8-1.8',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  system: 'M3 5h18v11H3zM9 20h6M12 16v4',
}

function Icon({ theme }: { theme: Theme }) {
  return (
    <svg class="theme-icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <path d={paths[theme]} />
    </svg>
  )
}
