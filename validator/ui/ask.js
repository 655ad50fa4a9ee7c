// Asking the server to do something. What it answers, or its refusal as an error.

export async function ask(path, told) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told) });
  const document = await answer.json().catch(() => ({ error: `${answer.status}` }));
  if (!answer.ok) throw new Error(document.error);
  return document;
}
