// Forms of one button in a list: sent without leaving the place on the page. Without this script, and when
// anything is unusual, they are sent as forms are.
import { adopt } from "./morph.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-quick]")) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) return form.submit(); // nothing was done: the page that answers says why
  if (!adopt(await answer.text(), [document.getElementById("notice")])) location.assign(answer.url);
  button.disabled = false;
});
