"""Stands in for meson-python while script/setup downloads a source package.

pip asks the package's build system for its metadata before it keeps the archive, and meson-python builds the whole
package for that, with a C++ compiler, Python's headers and a minute of work. script/setup knows name and version, and
unpacks the archive by itself.
"""

import os


def get_requires_for_build_wheel(config_settings=None):
    return []


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    name = os.environ["MPDATA_PACKAGE"]
    version = os.environ["MPDATA_PACKAGE_VERSION"]
    folder = f"{name}-{version}.dist-info"
    os.mkdir(os.path.join(metadata_directory, folder))
    with open(os.path.join(metadata_directory, folder, "METADATA"), "w", encoding="utf-8") as out:
        out.write(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    return folder
