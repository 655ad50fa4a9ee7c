// GA4's enhanced measurement: events that Google's tag makes by itself, where the property has switched them on.
// https://support.google.com/analytics/answer/9216061

const MEASURE = {};
const SEEN_IN_LAYER = {scroll: "scroll", outbound: "links", download: "links", history: "history"}; // gtag pushes them
let measuring = false;

function startEnhanced() {
  if (measuring) return;
  measuring = true;
  PROGRAM.enhanced.forEach(name => {
    if (MEASURE[name]) later(() => MEASURE[name]());
    if (SEEN_IN_LAYER[name]) listenAsGoogleTag(SEEN_IN_LAYER[name]);
  });
}

function measured(name, params) {
  Object.keys(destinations).forEach(id => {
    if (destinations[id].configured) ga4Event(id, name, params, {});
  });
}

MEASURE.scroll = () => {
  let told = false;
  const look = () => {
    const page = document.scrollingElement;
    if (told || !page || page.scrollTop + innerHeight < page.scrollHeight * 0.9) return;
    told = true;
    measured("scroll", {percent_scrolled: 90});
  };
  addEventListener("scroll", () => guarded(look), {passive: true, capture: true});
  look();
};

const FILES =
  /\.(pdf|xlsx?|docx?|txt|rtf|csv|exe|key|pps|ppt|pptx|7z|pkg|rar|gz|zip|avi|mov|mp4|mpe?g|wmv|midi?|mp3|wav|wma)$/i;

function onLink(task) {
  document.addEventListener(
    "click",
    event =>
      guarded(() => {
        const link = event.target && closest(event.target, ["a", "area"]);
        const url = link && link.href ? urlOf(link.href) : null;
        if (url) task(link, url);
      }),
    true,
  );
}

const bareHost = url => url.hostname.replace(/^www\d*\./, "");

const linkParams = (link, url) => ({
  link_id: link.id || "",
  link_classes: elementProperty(link, "className") || "",
  link_url: url.href,
});

MEASURE.outbound = () =>
  onLink((link, url) => {
    if (!isOutbound(url.href) || FILES.test(url.pathname)) return;
    measured("click", Object.assign(linkParams(link, url), {link_domain: bareHost(url), outbound: true}));
  });

MEASURE.download = () =>
  onLink((link, url) => {
    const told = FILES.exec(url.pathname);
    if (!told) return;
    measured(
      "file_download",
      Object.assign(linkParams(link, url), {
        link_text: elementText(link),
        link_classes: elementProperty(link, "className") || undefined,
        link_domain: isOutbound(url.href) ? bareHost(url) : undefined,
        file_name: url.pathname,
        file_extension: told[1].toLowerCase(),
      }),
    );
  });

MEASURE.search = () => {
  const query = location.search.replace("?", "");
  const key = ["q", "s", "search", "query", "keyword"].find(name => firstQuery(query, name));
  if (key) measured("view_search_results", {search_term: firstQuery(query, key), unique_search_term: 1});
};

MEASURE.history = () => {
  let before = location.href;
  const look = () => {
    const now = location.href;
    if (withoutFragment(now) === withoutFragment(before)) return;
    const referrer = before;
    before = now;
    measured("page_view", {page_referrer: referrer});
  };
  ["pushState", "replaceState"].forEach(method => {
    const original = history[method];
    history[method] = function () {
      const result = original.apply(history, arguments);
      later(look);
      return result;
    };
  });
  addEventListener("popstate", () => later(look));
};

function formParams(form) {
  return {
    form_id: form.getAttribute("id") || undefined,
    form_name: form.getAttribute("name") || undefined,
    form_destination: form.action && form.action.tagName ? form.cloneNode(false).action : form.action,
    form_length: Array.from(form.elements).filter(
      field =>
        /^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName) && !/^(hidden|button|image|reset|submit)$/.test(field.type),
    ).length,
  };
}

MEASURE.form = () => {
  const begun = new WeakSet();
  const start = field => {
    const form = field && field.form;
    if (!form || begun.has(form)) return;
    begun.add(form);
    measured(
      "form_start",
      Object.assign(formParams(form), {
        first_field_id: field.id || undefined,
        first_field_name: field.name || undefined,
        first_field_type: field.type,
        first_field_position: Array.from(form.elements).indexOf(field) + 1,
      }),
    );
  };
  document.addEventListener("change", event => guarded(() => start(event.target)), true);
  document.addEventListener(
    "submit",
    event =>
      guarded(() => {
        if (event.defaultPrevented) return;
        const button = event.submitter;
        measured(
          "form_submit",
          Object.assign(formParams(event.target), {
            form_submit_text: button ? button.value || elementText(button) : undefined,
          }),
        );
      }),
    false,
  );
};

MEASURE.video = () => {
  const names = {start: "video_start", progress: "video_progress", complete: "video_complete"};
  videos.watchers.push((status, item) => {
    if (!names[status]) return;
    measured(names[status], {
      video_current_time: item["gtm.videoCurrentTime"],
      video_duration: item["gtm.videoDuration"],
      video_percent: item["gtm.videoPercent"],
      video_provider: "youtube",
      video_title: item["gtm.videoTitle"],
      video_url: item["gtm.videoUrl"],
      visible: item["gtm.videoVisible"] ? "1" : "0",
    });
  });
  watchVideos({start: true, complete: true, percents: [10, 25, 50, 75], seconds: [], ids: [], api: false});
};
