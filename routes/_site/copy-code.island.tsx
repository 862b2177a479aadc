// Makes the copy buttons of all code blocks work. Without JavaScript, the buttons are hidden.
import { useEffect, useState } from 'preact/hooks'

export default function CopyCode() {
  const [message, setMessage] = useState('')

  useEffect(() => {
    const onClick = async ({ target }: MouseEvent) => {
      const button = (target as Element).closest<HTMLElement>('.code-copy')
      const code = button?.parentElement?.querySelector('code')
      if (!button || !code) return
      const isCopied = await copy(code)
      setMessage(isCopied ? 'Copied' : 'The code is selected. Copy it with your keyboard.')
      if (isCopied) showCopied(button)
    }
    document.addEventListener('click', onClick)
    return () => document.removeEventListener('click', onClick)
  }, [])

  return (
    <p class="visually-hidden" aria-live="polite">
      {message}
    </p>
  )
}

/** Copies the code, or selects it where scripts have no access to the clipboard, such as on a site without HTTPS. */
async function copy(code: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(findCode(code.textContent ?? ''))
    return true
  } catch {
    getSelection()?.selectAllChildren(code)
    return false
  }
}

/** Leaves out what the commands of a terminal have printed. */
function findCode(text: string): string {
  const prompt = '$ '
  const commands = text.split('\n').filter((line) => line.startsWith(prompt))
  return commands.length === 0 ? text : commands.map((line) => line.slice(prompt.length)).join('\n')
}

/** Only the last button says so. */
function showCopied(button: HTMLElement): void {
  for (const other of document.querySelectorAll('.code-copy')) other.textContent = 'Copy'
  button.textContent = 'Copied'
}
