// YouTube videos, by the player's API: of a page's own player, or of a stand-in for it.

const videos = {triggers: [], watchers: [], on: false, players: new Map()};

LISTEN.youTubeVideo = (trigger, params) => {
  watchVideos({
    ids: [trigger.unique],
    api: isTrue(params.fixMissingApi),
    start: isTrue(params.captureStart),
    pause: isTrue(params.capturePause),
    complete: isTrue(params.captureComplete),
    percents:
      isTrue(params.captureProgress) && params.radioButtonGroup1 !== "TIME"
        ? thresholds(params.progressThresholdsPercent)
        : [],
    seconds:
      isTrue(params.captureProgress) && params.radioButtonGroup1 === "TIME"
        ? thresholds(params.progressThresholdsTimeInSeconds)
        : [],
  });
};

// `wanted`: what one listener asks for. Those without ids push nothing, they have a watcher.
function watchVideos(wanted) {
  videos.triggers.push(wanted);
  const frames = () =>
    Array.from(
      document.querySelectorAll('iframe[src*="youtube.com/embed"], iframe[src*="youtube-nocookie.com/embed"]'),
    );
  const attach = () => {
    if (!window.YT || typeof window.YT.Player !== "function") return;
    frames().forEach(frame => {
      if (!videos.players.has(frame)) attachPlayer(frame);
    });
  };
  if (videos.on) return;
  videos.on = true;
  if (wanted.api) frames().forEach(enableApi);
  const before = window.onYouTubeIframeAPIReady;
  window.onYouTubeIframeAPIReady = function () {
    if (typeof before === "function") before.apply(this, arguments);
    guarded(attach);
  };
  attach();
  new MutationObserver(() => guarded(attach)).observe(document.documentElement, {childList: true, subtree: true});
}

function enableApi(frame) {
  if (/[?&]enablejsapi=1/.test(frame.src)) return;
  frame.src += (frame.src.indexOf("?") < 0 ? "?" : "&") + "enablejsapi=1";
}

function attachPlayer(frame) {
  const state = {frame, last: "", told: new Set(), timer: 0, player: null};
  videos.players.set(frame, state);
  state.player = new window.YT.Player(frame, {
    events: {onStateChange: event => guarded(() => onVideo(state, event.data))},
  });
}

const VIDEO_STATES = {0: "complete", 1: "start", 2: "pause"};

function onVideo(state, code) {
  const status = VIDEO_STATES[code];
  if (status === "start" && !state.timer) state.timer = setInterval(() => guarded(() => videoProgress(state)), 250);
  else if (status && status !== "start") {
    clearInterval(state.timer);
    state.timer = 0;
  }
  if (!status || (status === "start" && state.told.has("start"))) return;
  state.told.add(status);
  const asked = videos.triggers.filter(told => told[status]);
  if (asked.length) videoEvent(state, status, undefined, asked);
}

function videoProgress(state) {
  const time = state.player.getCurrentTime(),
    length = state.player.getDuration();
  if (!length) return;
  const reached = (key, share, reach, mark) => {
    if (!reach || state.told.has(key)) return;
    state.told.add(key);
    videoEvent(
      state,
      "progress",
      share,
      videos.triggers.filter(told => told[key.charAt(0) === "p" ? "percents" : "seconds"].indexOf(mark) >= 0),
    );
  };
  videos.triggers.forEach(told => {
    told.percents.forEach(mark => reached("p" + mark, mark, (time / length) * 100 >= mark, mark));
    told.seconds.forEach(mark => reached("s" + mark, Math.round((mark / length) * 100), time >= mark, mark));
  });
}

function videoEvent(state, status, percent, asked) {
  const ids = [].concat.apply(
    [],
    asked.map(told => told.ids),
  );
  const player = state.player;
  const data = (player.getVideoData && player.getVideoData()) || {};
  const time = (player.getCurrentTime && player.getCurrentTime()) || 0,
    length = (player.getDuration && player.getDuration()) || 0;
  const item = {
    event: "gtm.video",
    "gtm.videoProvider": "YouTube",
    "gtm.videoStatus": status,
    "gtm.videoUrl": (player.getVideoUrl && player.getVideoUrl()) || state.frame.src,
    "gtm.videoTitle": data.title || "",
    "gtm.videoDuration": Math.round(length),
    "gtm.videoCurrentTime": Math.round(time),
    "gtm.videoElapsedTime": Math.round(time),
    "gtm.videoPercent": percent !== undefined ? percent : length ? Math.round((time / length) * 100) : 0,
    "gtm.videoVisible": !isHidden(state.frame) && shownRatio(state.frame) >= 0.5,
    "gtm.triggers": ids.join(","),
  };
  if (ids.length) pushEvent(item);
  if (asked.some(told => !told.ids.length)) videos.watchers.forEach(watcher => watcher(status, item));
}
