// Handles the responses to forms that client navigation cannot show. Only such responses load this.

/**
 * Does what a browser does with a response to a form that is not a page of this site: sends the form on to another site,
 * or saves or shows a file.
 *
 * @param body The data of the form
 */
export async function openResponse(response: Response, body: FormData | URLSearchParams): Promise<void> {
  const elsewhere = response.headers.get('x-vial-location')
  if (elsewhere) return sendForm(elsewhere, body)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  if (response.headers.get('content-disposition')?.startsWith('attachment')) link.download = ''
  link.click()
}

/** Sends the data of a form to another site, which only the browser itself can do. */
function sendForm(url: string, body: FormData | URLSearchParams): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = url
  if (body instanceof FormData) form.enctype = 'multipart/form-data'
  form.onformdata = ({ formData }) => {
    for (const [name, value] of body) formData.append(name, value as string)
  }
  document.body.append(form)
  form.submit()
}
